import { ChatError } from '../error/chat-error.ts';

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;
const PROTOCOL = /^(?:HPE_|HTTPParserError|UND_ERR_RES_|UND_ERR_RESPONSE|UND_ERR_HEADERS_OVERFLOW)/;
const ARGUMENT = /^UND_ERR_(?:INVALID|NOT_SUPPORTED)/;

/**
 * The ChatError of a connection that failed: `network`; `bad_response` if the answer was no HTTP;
 * `invalid_config` if the request could not be written, or a proxy wants other credentials.
 */
export function httpError(subject: string, cause: unknown): ChatError {
  if (ChatError.is(cause)) return cause;
  const word = errorWord(cause);
  if (PROTOCOL.test(word)) {
    return new ChatError(
      'bad_response',
      `${subject} sent an answer that is no valid HTTP (${word}). Check that the base URL names an API server.`,
      // undici's own error holds the bytes it could not read.
      { reason: 'protocol', cause: new Error((cause as Error).message) },
    );
  }
  if (CERTIFICATE.test(word)) {
    return new ChatError(
      'network',
      `${subject} has a certificate that is not trusted (${word}). Check the base URL, or add its CA with NODE_EXTRA_CA_CERTS.`,
      { reason: 'certificate', cause },
    );
  }
  if (ARGUMENT.test(word)) {
    return new ChatError(
      'invalid_config',
      `${subject} cannot be asked this way (${word}). Check its base URL and headers, and the credentials of the proxy.`,
      { reason: 'request', cause },
    );
  }
  return new ChatError(
    'network',
    `${subject} could not be reached or hung up (${word}). Check the base URL and that the service is up.`,
    { reason: word, cause },
  );
}

interface Failure {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly errors?: unknown;
  readonly cause?: unknown;
}

/**
 * The code of a system error, of its cause, or of the first of several (one per address tried). The
 * errors of undici's parser have no code but a name.
 */
function errorWord(error: unknown): string {
  const seen = error as Failure | null | undefined;
  if (typeof seen?.code === 'string' && seen.code !== 'UND_ERR_SOCKET') return seen.code;
  if (Array.isArray(seen?.errors) && seen.errors.length > 0) return errorWord(seen.errors[0]);
  if (seen?.cause !== undefined && seen.cause !== error) return errorWord(seen.cause);
  const word = seen?.code ?? seen?.name;
  return typeof word === 'string' && word !== 'Error' ? word : 'unknown';
}
