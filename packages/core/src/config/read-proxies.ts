import { type Environment, variable } from './environment.ts';
import type { ProxySettings } from './settings.ts';

/** The proxies of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`; the lower-case names count first. */
export function readProxies(environment: Environment): ProxySettings {
  const read = (name: string): string | undefined =>
    variable(environment, name.toLowerCase()) ?? variable(environment, name);
  const http = read('HTTP_PROXY');
  const https = read('HTTPS_PROXY');
  const direct = (read('NO_PROXY') ?? '').split(/[\s,]+/).filter((host) => host !== '');
  return {
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    direct,
  };
}
