/**
 * Every link between the project's own pages leads somewhere, headings included, and every folder says in a README
 * what lives there and what does not.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { WORKSPACE } from './install.mjs';

/** Parts of an app that a test starts, whose shape its framework gives; and what is copied or drawn as it is. */
const WITHOUT_README = [
  /^$/,
  /^\.ci$/,
  /^docs\/pictures$/,
  /^packages\/web\/public$/,
  /^packages\/agent\/test\/apps\/./,
  /^packages\/server\/test\/advice\/(django|flask|rails)$/,
  /\/views(\/partials)?$/,
  /\/migrations$/,
];

const { stdout, status } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: WORKSPACE,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (status !== 0) {
  console.log('     not a git checkout: nothing was looked at');
  process.exit(0);
}
const files = stdout.split('\n').filter((file) => file !== '' && existsSync(join(WORKSPACE, file)));
const complaints = [...files.filter((file) => file.endsWith('.md')).flatMap(deadLinks), ...silentFolders()];
for (const complaint of complaints) console.log(`     ${complaint}`);
process.exit(complaints.length > 0 ? 1 : 0);

function deadLinks(page) {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path, heading] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(WORKSPACE, target))) return true;
      return heading !== undefined && target.endsWith('.md') && !headingsOf(target).has(heading);
    })
    .map((link) => `${page}: ${link} leads nowhere`);
}

/** As the hosts of repositories make addresses of headings. */
function headingsOf(page) {
  const headings = [...textOf(page).matchAll(/^#+ +(.*)$/gm)].map((match) => match[1]);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

function silentFolders() {
  const folders = new Set();
  for (const file of files) {
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  const withReadme = new Set(files.filter((file) => basename(file) === 'README.md').map(dirname));
  return [...folders]
    .filter((folder) => !withReadme.has(folder) && !holdsPackages(folder))
    .filter((folder) => !WITHOUT_README.some((pattern) => pattern.test(folder)))
    .map((folder) => `${folder} has no README.md`)
    .sort();
}

/** `packages/` and `examples/` are told in the README of the whole. */
function holdsPackages(folder) {
  return ['packages', 'examples'].includes(folder);
}

function textOf(page) {
  return readFileSync(join(WORKSPACE, page), 'utf8');
}
