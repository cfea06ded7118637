import type { DataSet } from '../core/makers/dataSet.ts';
import { blobs, circles, line, moons, sine, spiral, xor } from './points.ts';

export const dataSets: readonly DataSet[] = [xor, moons, circles, blobs, spiral, line, sine];
