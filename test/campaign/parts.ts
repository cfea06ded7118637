import { files } from './files.ts';
import { guardParts } from './guards.ts';
import type { Part } from './part.ts';
import { hostedRuns, sessions } from './runs.ts';
import { service } from './service.ts';
import { asking, reading } from './texts.ts';
import { wire } from './wire.ts';

/** The reliability campaign, cheap parts first. */
export const parts: readonly Part[] = [guardParts, files, reading, hostedRuns, sessions, service, asking, wire];
