import { chatCompletions } from '../chat/chat-completions.ts';
import type { JsonObject } from '../wire/json-object.ts';
import type { Problem } from '../wire/problem.ts';
import { unmarkedModel } from '../wire/served-model.ts';
import { CHUTES_CATALOGUE } from './chutes-catalogue.ts';
import { describedModelList } from './model-list.ts';
import type { KeyHeader, Route, Surface } from './surface.ts';
import type { SurfaceName } from './surface-name.ts';
import { utilizationList } from './utilization-list.ts';

const ROUTES: ReadonlyMap<string, Route> = new Map([
  ['/v1/models', describedModelList],
  ['/v1/chutes/utilization', utilizationList],
  ['/v1/chat/completions', chatCompletions],
]);

/** What tells one Chutes surface from another. */
export interface ChutesSurfaceOptions {
  /** The surface's name. */
  readonly name: SurfaceName;
  /** The headers it takes a key from. */
  readonly accepts: readonly KeyHeader[];
  /** Added to the utilisation of every model. */
  readonly extraLoad: number;
  /** Its environment variables. */
  readonly variables: Surface['variables'];
}

/** A base like those of Chutes: only listed models, `detail` errors, a utilisation list. */
export function chutesSurface(options: ChutesSurfaceOptions): Surface {
  const { name, accepts, extraLoad, variables } = options;
  return {
    name,
    basePath: '/v1',
    accepts,
    catalogue: CHUTES_CATALOGUE,
    serves: (model) => CHUTES_CATALOGUE.some(({ id }) => id === unmarkedModel(model)),
    utilization: (model) => Math.min(1, Math.round((model.utilization + extraLoad) * 100) / 100),
    errorBody: detailBody,
    routes: ROUTES,
    variables,
  };
}

/**
 * Chutes' own refusals hold only `detail`. Where the script names a code or a field, the error of the
 * server behind it is passed along, as Chutes does.
 */
function detailBody({ message, type, code, param, isScripted }: Problem): JsonObject {
  const error = { message, type, code, param };
  return isScripted === true ? { detail: message, error } : { detail: message };
}
