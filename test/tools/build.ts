import { buildExtension } from './buildExtension.ts';
import { timed } from './report.ts';

await timed('build', buildExtension);
