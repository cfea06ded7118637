import type { FromTrainingPanel } from '../../protocol/training.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const VIEWS: ReadonlySet<unknown> = new Set([
  'boundary',
  'surface',
  'histograms',
  'fit',
  'update',
  'confusion',
  'units',
  'example',
  'sizes',
  'slice',
  'trial',
  'parameters',
]);
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

const members: Readonly<Record<FromTrainingPanel['type'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
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
    views: (value) =>
      Array.isArray(value) && value.length <= 8 && [...value].every((view) => isRecord(view) && VIEWS.has(view.view)),
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
    value: (value) => typeof value === 'number' && Number.isFinite(value),
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
  if (!isRecord(message) || typeof message.type !== 'string' || !Object.hasOwn(members, message.type)) return false;
  return Object.entries(members[message.type as FromTrainingPanel['type']]).every(([name, allowed]) =>
    allowed(message[name]),
  );
}
