import { installHost } from '../support/host/hostInstall.ts';
import { timed } from './report.ts';

await timed('editor', installHost);
