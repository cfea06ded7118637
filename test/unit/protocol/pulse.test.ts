import { expect, test } from 'vitest';
import { beatingOn, newPulse, PulseWatch } from '../../../src/protocol/pulse.ts';

/** How many ticks of 100 ms pass until a worker is given up that begins work for 800 ms and never ends it; 0: none of a hundred. */
function ticksUntilGivenUp(turnsInTick: number): number {
  const pulse = newPulse();
  let turns = 0;
  const watch = new PulseWatch(pulse, () => turns);
  beatingOn(pulse)(800);
  for (let tick = 1; tick <= 100; tick++) {
    turns += turnsInTick;
    if (watch.tick(100)) return tick;
  }
  return 0;
}

test('a worker that could run is given up within a second', () => {
  expect(ticksUntilGivenUp(100)).toBe(10);
  // Two processors that are idle give a thread no more than the time that passes.
  expect(ticksUntilGivenUp(200)).toBe(10);
});

test('one that hardly gets a turn has longer, and not for ever', () => {
  expect(ticksUntilGivenUp(25)).toBe(34);
  expect(ticksUntilGivenUp(0)).toBe(50);
});

test('a beat begins the time anew, and work of unknown length takes as long as it takes', () => {
  const pulse = newPulse();
  let turns = 0;
  const watch = new PulseWatch(pulse, () => turns);
  const beat = beatingOn(pulse);
  const ticks = (count: number) => {
    const given = Array.from({ length: count }, () => {
      turns += 100;
      return watch.tick(100);
    });
    return given.includes(true);
  };
  beat(800);
  expect(ticks(8)).toBe(false);
  beat(800);
  expect(ticks(8)).toBe(false);
  beat(0);
  expect(ticks(1000)).toBe(false);
});
