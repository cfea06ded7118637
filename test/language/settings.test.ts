import { describe, expect, test } from 'vitest';
import { defaultSettings, readSettings } from '../../src/language/settings.ts';

describe('settings', () => {
  test('what the editor sends when nothing is set are the defaults, without a word', () => {
    for (const nothing of [undefined, null, {}, 'x', { annotations: null, inlayHints: null, training: {} }])
      expect(readSettings(nothing)).toEqual({ settings: defaultSettings, complaints: [] });
  });

  test('values of the right type are taken', () => {
    const given = {
      annotations: 'both',
      digits: 7,
      maxElements: 5,
      inlayHints: { shapes: true },
      training: { threads: 2 },
    };
    expect(readSettings(given)).toEqual({
      settings: { ...defaultSettings, annotations: 'both', digits: 7, maxElements: 5, inlayShapes: true },
      complaints: [],
    });
  });

  test.each([
    ['backprop.annotations', { annotations: 3 }],
    ['backprop.annotations', { annotations: 'Off' }],
    ['backprop.digits', { digits: '4' }],
    ['backprop.digits', { digits: Number.NaN }],
    ['backprop.digits', { digits: -1 }],
    ['backprop.digits', { digits: 1e9 }],
    ['backprop.digits', { digits: 2.5 }],
    ['backprop.maxElements', { maxElements: {} }],
    ['backprop.inlayHints.shapes', { inlayHints: { shapes: 'yes' } }],
    ['backprop.training.threads', { training: { threads: 'all' } }],
  ])('%s of the wrong kind falls back with one complaint that names it: %j', (name, given) => {
    const { settings, complaints } = readSettings(given);
    expect(settings).toEqual(defaultSettings);
    expect(complaints.length).toBe(1);
    expect(complaints[0]).toContain(`${name} takes `);
  });
});
