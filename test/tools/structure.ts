// Prints how the code is arranged: `npm run structure`.
import { measureStructure } from '../house/structure.ts';
import { say } from './report.ts';

const {
  files,
  lines,
  medianLines,
  singleReaders,
  smallSingleReaders,
  circles,
  folders,
  doubleNames,
  casts,
  zeroDefaults,
} = measureStructure();
const widest = [...folders].sort(([, a], [, b]) => b - a).slice(0, 8);

say(`files                                 ${files}`);
say(`lines, median                         ${lines}, ${medianLines}`);
say(`files with one reader, of ≤ 60 lines  ${singleReaders}, ${smallSingleReaders.length}`);
say(`circles                               ${circles.length}`);
for (const circle of circles) say(`  ${circle.join(' ')}`);
say(`largest folders                       ${widest.map(([folder, count]) => `${folder} ${count}`).join(', ')}`);
say(`names with two homes                  ${doubleNames.size}: ${[...doubleNames.keys()].join(' ')}`);
say(`"as number", "?? 0"                   ${casts}, ${zeroDefaults}`);
