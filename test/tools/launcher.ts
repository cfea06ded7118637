import { launch } from '../support/host/launcher.ts';

process.exit(await launch(process.argv.slice(2)));
