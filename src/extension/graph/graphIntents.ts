import type { FromGraphPanel } from '../../protocol/graph.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= 10_000;
const isWhich = (value: unknown): boolean => value === 'value' || value === 'gradient';
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isScrub = (value: unknown): boolean =>
  value === undefined || (isRecord(value) && isText(value.node) && isNumber(value.value));
const LONGEST_ANSWER = 500;
const LONGEST_EXPORT = 50_000_000;

/** For each intent what its other members must be; a message that is anything else is dropped. */
const members: Readonly<Record<FromGraphPanel['type'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  ready: {},
  focused: { has: (value) => typeof value === 'boolean' },
  select: { version: isCount, node: isText },
  atStep: { version: isCount, node: (value) => value === undefined || isText(value) },
  card: {
    version: isCount,
    scrub: isScrub,
    node: isText,
    phase: (value) => value === 'forward' || value === 'backward',
  },
  grid: { version: isCount, scrub: isScrub, node: isText, which: isWhich, firstRow: isCount },
  entry: {
    version: isCount,
    scrub: isScrub,
    node: isText,
    which: isWhich,
    index: (value) => Array.isArray(value) && value.length <= 32 && [...value].every(isCount),
  },
  paths: { version: isCount, scrub: isScrub, leaf: isText },
  scrub: { version: isCount, node: isText, value: isNumber },
  scrubCommit: { version: isCount, node: isText, value: isNumber },
  scrubCancel: { version: isCount },
  pin: { on: (value) => typeof value === 'boolean' },
  pause: { on: (value) => typeof value === 'boolean' },
  answer: {
    version: isCount,
    question: isCount,
    text: (value) => typeof value === 'string' && value.length <= LONGEST_ANSWER && !/[\n\r#]/.test(value),
  },
  goToProblem: { version: isCount },
  fix: { version: isCount, fix: isCount },
  newWindow: {},
  check: {},
  export: {
    version: isCount,
    format: (value) => typeof value === 'string' && ['svg', 'png', 'latex', 'tikz', 'pytorch', 'text'].includes(value),
    to: (value) => value === 'clipboard' || value === 'file',
    content: (value) => value === undefined || (typeof value === 'string' && value.length <= LONGEST_EXPORT),
  },
  log: { text: (value) => typeof value === 'string' },
};

/** The guard at the border to the panel: only intents of the closed union pass. */
export function isFromGraphPanel(message: unknown): message is FromGraphPanel {
  if (!isRecord(message) || typeof message.type !== 'string' || !Object.hasOwn(members, message.type)) return false;
  const checks = Object.entries(members[message.type as FromGraphPanel['type']]);
  return checks.every(([name, allowed]) => allowed(message[name]));
}
