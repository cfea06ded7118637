import { version } from '../../package.json';

/** Name and version, as every report tells them. */
export const tool = `backprop-tutor ${version}`;
