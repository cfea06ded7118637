/** Messages between processes, with members of wrong kinds: each guard answers, and what it lets through does no harm. */
import { isFromGraphPanel } from '../../src/extension/graph/graphIntents.ts';
import { isFromTrainingPanel } from '../../src/extension/training/trainingIntents.ts';
import { newReader } from '../../src/language/document/documentState.ts';
import { recordOf, withRecord } from '../../src/language/document/learnerRecord.ts';
import { readSettings } from '../../src/language/document/settings.ts';
import { paramsOf, requestMembers } from '../../src/server/checked.ts';
import { drawing, mutatedValue, pick, written } from './mutated.ts';
import { Feeding, type Part } from './part.ts';
import { fromGraphPanel, fromTrainingPanel, learnerRecord, requests, settings } from './samples.ts';

interface Guard {
  readonly name: string;
  readonly samples: readonly unknown[];
  /** Whether a sample is taken as it is, and what to do with a mutated one: true where it is refused. */
  readonly takes: (value: unknown) => boolean | string;
}

const guards: readonly Guard[] = [
  { name: 'graph panel → editor', samples: fromGraphPanel, takes: (value) => !isFromGraphPanel(value) },
  { name: 'training panel → editor', samples: fromTrainingPanel, takes: (value) => !isFromTrainingPanel(value) },
  { name: 'settings', samples: settings, takes: (value) => readSettings(value).complaints.length > 0 },
  {
    name: 'learner’s record',
    samples: learnerRecord,
    takes: (value) => {
      recordOf(withRecord(newReader, value));
      return false;
    },
  },
  {
    name: 'requests of a client',
    samples: requests,
    takes: (value) => {
      const { method, params } = value as { readonly method?: unknown; readonly params?: unknown };
      if (typeof method !== 'string' || !(method in requestMembers)) return true;
      return paramsOf(method, params) === undefined;
    },
  },
];

export const guardParts: Part = {
  name: 'messages',
  what: 'messages of panels, settings, records and requests with members changed, lost, strange or 5,000 deep: taken or refused, and what is taken does no harm',
  short: 15_000,
  long: 900_000,
  run(seed, count) {
    const random = drawing(`guards ${seed}`);
    const feeding = new Feeding();
    for (const { name, samples, takes } of guards)
      for (const sample of samples)
        feeding.feed(
          () => `${name} ${written(sample)}`,
          () => (takes(sample) === true ? 'a sample as it should be is refused' : false),
        );
    for (let i = 0; i < count; i++) {
      const { name, samples, takes } = pick(random, guards);
      const sample = pick(random, samples);
      const value = name === 'requests of a client' ? mutatedRequest(random, sample) : mutatedValue(random, sample);
      feeding.feed(
        () => `${name} ${written(value)}`,
        () => takes(value),
      );
    }
    return feeding.outcome();
  },
};

/** The method stays, so that its parameters are looked at. */
function mutatedRequest(random: ReturnType<typeof drawing>, sample: unknown): unknown {
  const { method, params } = sample as { readonly method: string; readonly params: unknown };
  return { method, params: mutatedValue(random, params) };
}
