import type { FromGraphPanel } from '../../protocol/graph.ts';
import {
  isCount,
  isFlag,
  isNumber,
  isText,
  listOf,
  type Members,
  oneOf,
  optional,
  record,
  taggedBy,
  textOfAtMost,
} from '../../protocol/guard.ts';

const isName = textOfAtMost(10_000);
const isWhich = oneOf('value', 'gradient');
const isScrub = optional(record({ node: isName, value: isNumber }));
const LONGEST_ANSWER = 500;
const LONGEST_EXPORT = 50_000_000;

/** For each intent what its other members must be; a message that is anything else is dropped. */
const members: Readonly<Record<FromGraphPanel['type'], Members>> = {
  ready: {},
  focused: { has: isFlag },
  select: { version: isCount, node: isName },
  atStep: { version: isCount, node: optional(isName) },
  card: {
    version: isCount,
    scrub: isScrub,
    node: isName,
    phase: oneOf('forward', 'backward'),
  },
  grid: { version: isCount, scrub: isScrub, node: isName, which: isWhich, firstRow: isCount },
  entry: {
    version: isCount,
    scrub: isScrub,
    node: isName,
    which: isWhich,
    index: listOf(isCount, 32),
  },
  paths: { version: isCount, scrub: isScrub, leaf: isName },
  scrub: { version: isCount, node: isName, value: isNumber },
  scrubCommit: { version: isCount, node: isName, value: isNumber },
  scrubCancel: { version: isCount },
  pin: { on: isFlag },
  pause: { on: isFlag },
  answer: {
    version: isCount,
    question: isCount,
    text: (value) => isText(value) && value.length <= LONGEST_ANSWER && !/[\n\r#]/.test(value),
  },
  goToProblem: { version: isCount },
  fix: { version: isCount, fix: isCount },
  newWindow: {},
  check: {},
  export: {
    version: isCount,
    format: oneOf('svg', 'png', 'latex', 'tikz', 'pytorch', 'text'),
    to: oneOf('clipboard', 'file'),
    content: optional(textOfAtMost(LONGEST_EXPORT)),
  },
  log: { text: isText },
};

const isIntent = taggedBy('type', members);

/** The guard at the border to the panel: only intents of the closed union pass. */
export const isFromGraphPanel = (message: unknown): message is FromGraphPanel => isIntent(message);
