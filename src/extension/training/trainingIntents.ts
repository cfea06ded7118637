import {
  type Check,
  isCount,
  isNumber,
  isRecord,
  isText,
  listOf,
  type Members,
  oneOf,
  optional,
  taggedBy,
  textOfAtMost,
} from '../../protocol/guard.ts';
import type { FromTrainingPanel } from '../../protocol/training.ts';
import { isViewRequest, viewNames } from '../../protocol/views.ts';

/** Characters of a picture or a table that the panel may hand over. */
const MOST_CONTENT = 100_000_000;
const isRate: Check = (value) => isNumber(value) && value > 0;
const isMomentum: Check = (value) => isNumber(value) && value >= 0 && value < 1;
const isShape = listOf(isCount, 64);

const isParameter: Check = (value) =>
  isRecord(value) &&
  isText(value.name) &&
  isShape(value.shape) &&
  Array.isArray(value.shape) &&
  value.data instanceof Float64Array &&
  value.shape.reduce((product, size) => product * size, 1) === value.data.length;

const intentMembers: Readonly<Record<FromTrainingPanel['type'], Members>> = {
  ready: {},
  pause: {},
  resume: {},
  step: {},
  stop: {},
  restart: { start: optional(listOf(isParameter, 1000)) },
  look: { variant: isCount, views: listOf(isViewRequest, viewNames.length), step: optional(isCount) },
  branch: { variant: isCount, step: isCount, momentum: optional(isMomentum) },
  try: { lr: isRate, momentum: isMomentum },
  sweep: {},
  stopSweep: {},
  useParameters: { variant: isCount, step: isCount },
  resetParameters: {},
  set: { name: textOfAtMost(200), value: isNumber },
  export: {
    name: (value) => isText(value) && /^[a-z]{1,20}$/.test(value),
    format: oneOf('csv', 'png', 'svg'),
    content: textOfAtMost(MOST_CONTENT),
  },
  save: { variant: isCount, step: isCount },
  log: { text: isText },
};

const isIntent = taggedBy('type', intentMembers);

/** The guard at the border to the panel: only intents of the closed union pass. */
export const isFromTrainingPanel = (message: unknown): message is FromTrainingPanel => isIntent(message);
