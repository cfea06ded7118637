import { packVsix } from '../support/packVsix.ts';
import { inRoot } from './project.ts';
import { say, timed } from './report.ts';

await timed('package', async () => {
  const { file, bytes } = await packVsix(inRoot('backprop-tutor.vsix'));
  say(`${file}  ${Math.round(bytes / 1024)} KB`);
});
