export { createHttpClient, type HttpClientOptions } from './create-http-client.ts';
export type { HttpAnswer, HttpBody, HttpClient, HttpRequest, HttpTimeouts } from './http-client.ts';
export { type ReadTextOptions, readText } from './read-text.ts';
