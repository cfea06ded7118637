/** Put in by the build: the version that `package.json` names. */
declare const TOOL_VERSION: string | undefined;

export const version = typeof TOOL_VERSION === 'string' ? TOOL_VERSION : '0.0.0';

/** Name and version, as every report tells them. */
export const tool = `backprop-tutor ${version}`;
