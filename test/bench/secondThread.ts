/** The second thread of the benchmark of two. */
import { workerData } from 'node:worker_threads';
import { serveHelper } from '../../src/trainer/dense/team.ts';

serveHelper(workerData);
