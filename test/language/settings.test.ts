import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultSettings, readSettings } from '../../src/language/document/settings.ts';

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

const properties: readonly (readonly [string, Property])[] = Object.entries(
  JSON.parse(readFileSync('package.json', 'utf8')).contributes.configuration.properties,
);

/** As the editor sends a setting: `a.b` is a member of `a`. */
const sent = (name: string, value: unknown): unknown =>
  name
    .split('.')
    .slice(1)
    .reduceRight((inner, part) => ({ [part]: inner }), value);

describe('settings', () => {
  test.each(properties)('%s is read as the manifest has it', (name, { type, minimum, maximum, ...property }) => {
    const complaints = (value: unknown): number => readSettings(sent(name, value)).complaints.length;
    expect(readSettings(sent(name, property.default))).toEqual({ settings: defaultSettings, complaints: [] });
    expect(complaints(type === 'string' ? 7 : 'seven')).toBe(1);
    if (minimum === undefined || maximum === undefined) return;
    expect([minimum, maximum].map(complaints)).toEqual([0, 0]);
    expect([minimum - 1, maximum + 1].map(complaints)).toEqual([1, 1]);
  });

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
  ])('%s of the wrong kind falls back with one complaint that names it: %j', (name, given) => {
    const { settings, complaints } = readSettings(given);
    expect(settings).toEqual(defaultSettings);
    expect(complaints.length).toBe(1);
    expect(complaints[0]).toContain(`${name} takes `);
  });
});
