import type { DataSet } from '../core/makers/dataSet.ts';
import { json, npy, npz } from './arrays.ts';
import { cifar10 } from './cifar10.ts';
import { csv } from './csv/csv.ts';
import { digits } from './digits.ts';
import { iris } from './iris.ts';
import { mnist } from './mnist.ts';
import { blobs, circles, line, moons, sine, spiral, xor } from './points.ts';

export const dataSets: readonly DataSet[] = [
  xor,
  moons,
  circles,
  blobs,
  spiral,
  line,
  sine,
  digits,
  iris,
  csv,
  mnist,
  cifar10,
  npy,
  npz,
  json,
];
