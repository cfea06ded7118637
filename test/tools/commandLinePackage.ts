import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { noticesFile } from './notices.ts';
import { inRoot } from './project.ts';

const README = `# backprop-tutor

Values and gradients of \`.bp\` files, and the marking of backpropagation homework, without an editor. Node 20 or later; no network.

    npx backprop-tutor --help                                     # the command is bp, or backprop
    bp handout homework.bp --out students.bp                      # answers removed, given cells sealed
    bp variants homework.bp --roster students.csv --out variants  # different numbers for each student, with keys
    bp check hand-ins --original homework.bp --format csv         # also gradescope, prairielearn, classroom50, junit, markdown
    bp autograder gradescope homework.bp --out autograder.zip     # also docker and github
    bp class hand-ins --original homework.bp --out report.html    # who broke which rule, what to say on Monday
    bp items homework.bp --to qti12 --variants 10                 # items for Canvas, Moodle, PrairieLearn
    bp site lesson.bp --out page                                  # a page for a browser, without a server
    bp mcp lesson.bp                                              # tools for a chat that give no answer away
    bp fade program.bp                                            # from the worked example to the open exercise
    eval "$(bp completion bash)"                                  # completion for bash, zsh and fish
`;

/** Makes the folder that `npm pack` packs: the command line in one file and the page that it writes, without dependencies. Needs a build. */
export async function makeCommandLinePackage(folder: string = inRoot('dist/npm')): Promise<string> {
  const { version, description, license, engines, keywords }: Record<string, unknown> = JSON.parse(
    await readFile(inRoot('package.json'), 'utf8'),
  );
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { node } = engines as { readonly node: string };
  const manifest = {
    name: 'backprop-tutor',
    version,
    description,
    license,
    keywords,
    engines: { node },
    bin: { bp: 'bp.js', backprop: 'bp.js', 'backprop-tutor': 'bp.js' },
    files: ['bp.js', 'mcp.js', 'site', 'thirdPartyNotices.txt'],
  };
  for (const name of ['bp.js', 'mcp.js']) {
    const program = (await readFile(inRoot('dist', name), 'utf8')).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
    await writeFile(path.join(folder, name), program);
  }
  await chmod(path.join(folder, 'bp.js'), 0o755);
  await cp(inRoot('dist/site'), path.join(folder, 'site'), { recursive: true });
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(path.join(folder, 'README.md'), README);
  await writeFile(path.join(folder, 'LICENSE'), await readFile(inRoot('LICENSE')));
  await writeFile(path.join(folder, 'thirdPartyNotices.txt'), await readFile(inRoot(noticesFile)));
  return folder;
}
