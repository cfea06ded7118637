import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../webview/training/model/decodeMessage.ts';

const description = {
  title: 'Spiral',
  variants: [{ label: 'β = 0', options: { momentum: 0, optimizer: 'sgd' }, totalSteps: 10 }],
  totalSteps: 100,
  rows: 90,
  trainingRows: 90,
  heldOut: 0,
  batch: 16,
  parameters: [{ name: 'W', shape: [2, 3] }],
  views: ['boundary', 'update'],
  metric: undefined,
  validation: false,
  engine: 'TypeScript',
};
const state = {
  run: 3,
  uri: 'file:///a.bp',
  status: 'running',
  description,
  curves: [],
  ended: undefined,
  hints: [],
};
const progress = {
  variant: 0,
  step: 2,
  epoch: 0.1,
  points: [
    { step: 1, loss: 'nan' },
    { step: 2, loss: Number.POSITIVE_INFINITY, validation: 0.5 },
  ],
  samplesPerSecond: 10,
  trajectory: [[0, 1, -2.5]],
};
const refused = (value: unknown): string => {
  const read = decodeMessage(value);
  if (!('refused' in read)) throw new Error(`accepted ${JSON.stringify(read.message)}`);
  return read.refused;
};
const accepted = (value: unknown) => {
  const read = decodeMessage(value);
  if ('refused' in read) throw new Error(read.refused);
  return read.message;
};

describe('messages of a host', () => {
  test('come through as they are', () => {
    expect(accepted({ type: 'state', state })).toEqual({ type: 'state', state });
    expect(accepted({ type: 'event', event: { type: 'progress', run: 3, progress } })).toEqual({
      type: 'event',
      event: { type: 'progress', run: 3, progress },
    });
    const sweep = { status: 'running', start: 'nan', losses: [[1, null, 'inf']], curvature: 50, border: [0.04] };
    const map = { rates: [0.1, 1, 10], momenta: [0], steps: 5 };
    const mapped = { ...state, description: { ...description, map }, sweep };
    expect(accepted({ type: 'state', state: mapped })).toEqual({ type: 'state', state: mapped });
    expect(accepted({ type: 'event', event: { type: 'sweep', run: 3, sweep } })).toEqual({
      type: 'event',
      event: { type: 'sweep', run: 3, sweep },
    });
    expect(
      refused({ type: 'event', event: { type: 'sweep', run: 3, sweep: { ...sweep, losses: [['?']] } } }),
    ).toContain('losses[0][0]');
    expect(accepted({ type: 'notice', text: 'saved' })).toEqual({ type: 'notice', text: 'saved' });
  });

  test('carry numbers in typed arrays or in plain lists', () => {
    const view = (data: unknown) => ({
      type: 'event',
      event: {
        type: 'view',
        run: 1,
        variant: 0,
        step: 5,
        data: { view: 'surface', names: ['x', 'y'], range: [0, 1, 0, 1], size: 2, grid: data, trajectories: [] },
      },
    });
    const typed = Float64Array.of(1, 2, 3, 4);
    expect(accepted(view(typed))).toEqual(view(typed));
    expect(accepted(view([1, 2, 3, 4]))).toEqual(view(typed));
    expect(accepted(view(Float32Array.of(1, 2, 3, 4)))).toEqual(view(typed));
  });

  test('lose what nobody asked for', () => {
    expect(accepted({ type: 'notice', text: 'saved', extra: 1, constructor: 'x' })).toEqual({
      type: 'notice',
      text: 'saved',
    });
    const hostile: unknown = JSON.parse('{"type":"notice","text":"a","__proto__":{"polluted":true}}');
    expect(Object.keys(accepted(hostile))).toEqual(['type', 'text']);
    expect(Object.getPrototypeOf(accepted(hostile))).toBe(Object.prototype);
  });

  test('are cut where a text is endless', () => {
    const message = accepted({ type: 'notice', text: 'x'.repeat(1_000_000) });
    expect(JSON.stringify(message).length).toBeLessThan(5000);
  });
});

describe('refused, with the place named', () => {
  test.each([
    [null, 'message: expected an object'],
    [7, 'message: expected an object'],
    [[], 'message: expected an object'],
    [{}, 'type: expected state | event | notice | settings'],
    [{ type: 'toString' }, 'type: expected state | event | notice | settings'],
    [Object.create({ type: 'notice', text: 'inherited' }), 'type: expected state | event | notice | settings'],
    [{ type: 'state', state: { ...state, run: -1 } }, 'state.run: expected a whole number'],
    [
      { type: 'state', state: { ...state, status: 'dancing' } },
      'state.status: expected none | running | paused | ended',
    ],
    [
      { type: 'state', state: { ...state, description: { ...description, variants: [] } } },
      'state.description.variants: expected at least one variant',
    ],
    [
      {
        type: 'event',
        event: { type: 'progress', run: 1, progress: { ...progress, points: [{ step: 1, loss: 'much' }] } },
      },
      'event.progress.points[0].loss: expected a number',
    ],
  ])('%j', (value, why) => {
    expect(refused(value)).toBe(why);
  });

  test('a list too long to be honest', () => {
    expect(refused({ type: 'state', state: { ...state, hints: new Array(5000).fill('h') } })).toContain('state.hints');
  });

  test('anything else, without throwing', () => {
    fc.assert(
      fc.property(fc.anything({ withTypedArray: true, withNullPrototype: true, withMap: true }), (value) => {
        decodeMessage(value);
        decodeMessage({ type: 'state', state: value });
        decodeMessage({ type: 'event', event: value });
        decodeMessage({ type: 'event', event: { type: 'view', run: 1, variant: 0, step: 1, data: value } });
      }),
      { numRuns: 2000 },
    );
  });
});
