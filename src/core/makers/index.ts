import { arange } from './arange.ts';
import { he, rand, randn, xavier } from './drawn.ts';
import { eye } from './eye.ts';
import { ones, zerosMaker } from './filled.ts';
import { linspace } from './linspace.ts';
import type { Maker } from './maker.ts';
import { onehot } from './onehot.ts';

export const makers: readonly Maker[] = [zerosMaker, ones, eye, arange, linspace, randn, rand, he, xavier, onehot];

const byName = new Map(makers.map((maker) => [maker.name, maker]));

export const makerNamed = (name: string): Maker | undefined => byName.get(name);
