import type { Deployment } from '../deployment.ts';
import type { RequestNeeds } from './request-needs.ts';

/** Something a request needs and a deployment is known not to have. */
export type Lack = 'images' | 'tools' | 'json' | 'context';

/** What a deployment is known to lack for a request; nothing where its abilities are unknown. */
export function lacksOf({ capabilities }: Deployment, needs: () => RequestNeeds): readonly Lack[] {
  if (capabilities === undefined) return [];
  const { vlm, tools, json, tokens } = needs();
  const { maxInputTokens = Number.POSITIVE_INFINITY } = capabilities;
  const lacks: readonly (readonly [Lack, boolean])[] = [
    ['images', vlm && capabilities.vlm === false],
    ['tools', tools && capabilities.tools === false],
    ['json', json && capabilities.json === false],
    ['context', tokens.input > maxInputTokens],
  ];
  return lacks.flatMap(([lack, isLacking]) => (isLacking ? [lack] : []));
}
