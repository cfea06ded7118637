import type { FromTrainingPanel, ViewRequest } from '../../protocol/training.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
type Members = Readonly<Record<string, (value: unknown) => boolean>>;
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

/** What is asked of a view besides its name. */
const viewMembers: Readonly<Record<ViewRequest['view'], Members>> = {
  boundary: { size: isCount },
  surface: {
    size: isCount,
    range: (value) => value === undefined || (Array.isArray(value) && value.length === 4 && [...value].every(isNumber)),
  },
  histograms: {},
  fit: {},
  update: {
    parameter: (value) => typeof value === 'string',
    entry: (value) => value === -1 || isCount(value),
    rows: (value) => value === undefined || isCount(value),
  },
  confusion: {},
  units: { size: isCount },
  example: { place: isCount },
  sizes: {},
  slice: { size: isCount },
  trial: { lr: isNumber, momentum: isNumber },
  parameters: {},
};

function hasMembers(value: Readonly<Record<string, unknown>>, members: Members): boolean {
  return Object.entries(members).every(([name, allowed]) => allowed(value[name]));
}

const isView = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value.view === 'string' &&
  Object.hasOwn(viewMembers, value.view) &&
  hasMembers(value, viewMembers[value.view as ViewRequest['view']]);

/** Characters of a picture or a table that the panel may hand over. */
const MOST_CONTENT = 100_000_000;
const isRate = (value: unknown): boolean => typeof value === 'number' && value > 0 && Number.isFinite(value);
const isMomentum = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value < 1;

const isParameter = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value.name === 'string' &&
  Array.isArray(value.shape) &&
  value.shape.length <= 64 &&
  [...value.shape].every(isCount) &&
  value.data instanceof Float64Array &&
  value.shape.reduce((product, size) => product * size, 1) === value.data.length;

const intentMembers: Readonly<Record<FromTrainingPanel['type'], Members>> = {
  ready: {},
  pause: {},
  resume: {},
  step: {},
  stop: {},
  restart: {
    start: (value) =>
      value === undefined || (Array.isArray(value) && value.length <= 1000 && [...value].every(isParameter)),
  },
  look: {
    variant: isCount,
    views: (value) => Array.isArray(value) && value.length <= 8 && [...value].every(isView),
    step: (value) => value === undefined || isCount(value),
  },
  branch: {
    variant: isCount,
    step: isCount,
    momentum: (value) => value === undefined || isMomentum(value),
  },
  try: { lr: isRate, momentum: isMomentum },
  sweep: {},
  stopSweep: {},
  useParameters: { variant: isCount, step: isCount },
  resetParameters: {},
  set: {
    name: (value) => typeof value === 'string' && value.length <= 200,
    value: isNumber,
  },
  export: {
    name: (value) => typeof value === 'string' && /^[a-z]{1,20}$/.test(value),
    format: (value) => value === 'csv' || value === 'png' || value === 'svg',
    content: (value) => typeof value === 'string' && value.length <= MOST_CONTENT,
  },
  save: { variant: isCount, step: isCount },
  log: { text: (value) => typeof value === 'string' },
};

/** The guard at the border to the panel: only intents of the closed union pass. */
export function isFromTrainingPanel(message: unknown): message is FromTrainingPanel {
  return (
    isRecord(message) &&
    typeof message.type === 'string' &&
    Object.hasOwn(intentMembers, message.type) &&
    hasMembers(message, intentMembers[message.type as FromTrainingPanel['type']])
  );
}
