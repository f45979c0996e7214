import type { Reply } from '../wire/reply.ts';
import type { Call, Route } from './surface.ts';

/** `GET /v1/chutes/utilization`: an array of rows, each with `name` and `utilization`. */
export const utilizationList: Route = { method: 'GET', answer: list };

function list({ surface, rowActions }: Call): Reply {
  const rows = surface.catalogue.flatMap((model) => {
    const { unlisted, utilization = surface.utilization(model) } = rowActions(model.id);
    return unlisted === true ? [] : [{ name: model.id, utilization }];
  });
  return {
    kind: 'body',
    status: 200,
    contentType: 'application/json',
    text: JSON.stringify(rows),
    headers: {},
  };
}
