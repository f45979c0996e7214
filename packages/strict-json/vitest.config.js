import { shared } from '@scillm/vitest';

export default shared;
