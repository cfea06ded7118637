import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundles, MADE, metafileOf } from '../tools/bundles.ts';

interface Account {
  readonly inputs: Readonly<Record<string, unknown>>;
}

const isIn = (room: string, input: string): boolean => input.startsWith(room === MADE ? `${room}:` : `${room}/`);

describe('what ships', () => {
  it.each(bundles)('$output holds only rooms that belong there', (bundle) => {
    const { inputs }: Account = JSON.parse(readFileSync(metafileOf(bundle), 'utf8'));
    const foreign = Object.keys(inputs).filter(
      (input) => !input.includes('node_modules/') && !bundle.rooms.some((room) => isIn(room, input)),
    );
    expect(foreign).toEqual([]);
  });

  it.each(bundles)('$output holds no path of the machine that built it', (bundle) => {
    expect(readFileSync(bundle.output, 'utf8').includes(process.cwd())).toBe(false);
  });
});
