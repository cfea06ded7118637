import { makeCommandLinePackage } from './commandLinePackage.ts';
import { say, timed } from './report.ts';

await timed('package of the command line', async () => {
  say(`${await makeCommandLinePackage()}: npm pack packs it`);
});
