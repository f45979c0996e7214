import { CREATED } from '../wire/created.ts';
import type { JsonObject } from '../wire/json-object.ts';
import { jsonReply } from '../wire/reply.ts';
import type { CatalogueModel } from './catalogue-model.ts';
import type { Call, Route } from './surface.ts';

const PARAMETERS = ['max_tokens', 'temperature', 'top_p', 'seed', 'stop'];
const ABILITIES = ['tools', 'tool_choice', 'response_format', 'structured_outputs'];

/** `GET /v1/models` with OpenAI's four fields a row. */
export const plainModelList: Route = { method: 'GET', answer: (call) => list(call, () => ({})) };

/** `GET /v1/models` with the further fields by which Chutes' list describes a model. */
export const describedModelList: Route = { method: 'GET', answer: (call) => list(call, describe) };

function list(call: Call, further: (model: CatalogueModel) => JsonObject) {
  const data = call.surface.catalogue
    .filter((model) => call.rowActions(model.id).unlisted !== true)
    .map((model) => ({
      id: model.id,
      object: 'model',
      created: CREATED,
      owned_by: model.ownedBy,
      ...further(model),
    }));
  return jsonReply({ object: 'list', data });
}

function describe(model: CatalogueModel): JsonObject {
  const [prompt, completion] = model.pricePerMTok;
  return {
    root: model.id,
    max_model_len: model.contextLength,
    context_length: model.contextLength,
    input_modalities: model.vision ? ['text', 'image'] : ['text'],
    output_modalities: ['text'],
    supported_features: [
      'tools',
      'json_mode',
      'structured_outputs',
      ...(model.reasoning ? ['reasoning'] : []),
    ],
    supported_parameters: [...PARAMETERS, ...ABILITIES],
    pricing: { prompt, completion },
  };
}
