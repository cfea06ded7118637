import type { OptimizerKind as OptimizerName } from '../../core/semantics/trainOptions.ts';
import type { Optimizer } from '../engine/optimizer.ts';
import { adagrad } from './adagrad.ts';
import { adam, adamw } from './adam.ts';
import { nesterov } from './nesterov.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

export const optimizers: readonly Optimizer[] = [sgd, nesterov, rmsprop, adam, adamw, adagrad];

const byName = new Map(optimizers.map((optimizer) => [optimizer.name, optimizer]));
export const optimizerNamed = (name: OptimizerName): Optimizer => byName.get(name) ?? sgd;
