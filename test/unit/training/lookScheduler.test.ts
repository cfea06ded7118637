import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FromTrainingPanel } from '../../../src/protocol/training.ts';
import { LookScheduler } from '../../../webview/training/model/lookScheduler.ts';

type Look = Extract<FromTrainingPanel, { type: 'look' }>;

let posted: Look[];
let looks: LookScheduler;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('document', { visibilityState: 'visible' });
  posted = [];
  looks = new LookScheduler((look) => posted.push(look));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const update = (parameter: string) => ({ view: 'update', parameter, entry: 0, rows: 60 }) as const;
const viewsOf = (look: Look | undefined) => look?.views.map(({ view }) => view);

test('one look is in flight, and what has gone stale meanwhile comes with the next', () => {
  looks.want(update('W'));
  vi.advanceTimersByTime(300);
  looks.progressed();
  vi.advanceTimersByTime(5000);
  expect(posted).toHaveLength(1);
  looks.answered('update');
  vi.advanceTimersByTime(20_000);
  expect(posted).toHaveLength(2);
});

test('a parameter of a run that is over, which none answers, is not waited for', () => {
  looks.want(update('of the old run'));
  looks.want({ view: 'surface', size: 100 });
  vi.advanceTimersByTime(300);
  looks.answered('surface');
  looks.want(update('W'));
  vi.advanceTimersByTime(300);
  expect(viewsOf(posted[1])).toEqual(['update']);
  expect(posted[1]?.views[0]).toEqual(update('W'));
});

test('a view that nobody wants any more holds up no other', () => {
  looks.want({ view: 'boundary', size: 100 });
  vi.advanceTimersByTime(300);
  looks.want(update('W'));
  looks.unwant('boundary');
  vi.advanceTimersByTime(300);
  expect(viewsOf(posted[1])).toEqual(['update']);
});
