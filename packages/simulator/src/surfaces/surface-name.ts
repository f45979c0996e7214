/** The surfaces there are, in the order they are started and listed. */
export const SURFACE_NAMES = ['chutes-1', 'chutes-2', 'openai'] as const;

/** The name of a surface: one simulated service, at an origin of its own. */
export type SurfaceName = (typeof SURFACE_NAMES)[number];
