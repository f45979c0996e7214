import { chatCompletions } from '../chat/chat-completions.ts';
import { plainModelList } from './model-list.ts';
import { OPENAI_CATALOGUE } from './openai-catalogue.ts';
import type { Surface } from './surface.ts';

/** OpenAI's service: Bearer keys, `error` objects, any model but `*does-not-exist*`. */
export const openaiSurface: Surface = {
  name: 'openai',
  basePath: '/v1',
  accepts: ['bearer'],
  catalogue: OPENAI_CATALOGUE,
  serves: (model) => !model.includes('does-not-exist'),
  utilization: (model) => model.utilization,
  errorBody: ({ message, type, code, param }) => ({ error: { message, type, code, param } }),
  routes: new Map([
    ['/v1/models', plainModelList],
    ['/v1/chat/completions', chatCompletions],
  ]),
  variables: (base, key) => ({ OPENAI_BASE_URL: base, OPENAI_API_KEY: key }),
};
