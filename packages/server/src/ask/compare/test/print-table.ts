/** Prints the table of docs/compare.md. Arguments: draws of each cause, the seed of the first, and a part of the names of causes. */
import { openTestStore } from '../../../../test/support/test-store.ts';
import { IMITATIONS } from './imitations.ts';
import { isFirst, tryCause } from './measure-planted.ts';
import { CAUSES } from './planted.ts';

interface Line {
  first: number[];
  /** Fields that were called different and are not the cause, over all draws. */
  noise: number[];
}

/** Here the parent is the root: what is said of the one is said of the other. */
function isOfCause(name: string, truth: readonly string[]): boolean {
  return truth.includes(name) || truth.includes(name.replace(/^root\./, 'parent.'));
}

async function main(draws: number, firstSeed: number, namePart: string): Promise<void> {
  const store = await openTestStore();
  const causes = CAUSES.filter(({ name }) => name.includes(namePart));
  const lines = new Map<string, Line>();
  const lineOf = (name: string) => {
    const line = lines.get(name) ?? { first: causes.map(() => 0), noise: causes.map(() => 0) };
    lines.set(name, line);
    return line;
  };
  const rankings = ['Tracebin', ...IMITATIONS.map(({ name }) => name)];
  for (const [index, cause] of causes.entries()) {
    for (let seed = firstSeed; seed < firstSeed + draws; seed++) {
      const { answer, events } = await tryCause(store.engine, cause, seed);
      const ranked = answer.ranked.filter(({ demoted, score }) => demoted === null && score > 0);
      const own = { ranked: ranked.map(({ name, score }) => ({ name, score })), notable: 0 };
      const others = IMITATIONS.map((each) => ({ ranked: each.rank(events), notable: each.notable }));
      [own, ...others].forEach((ranking, which) => {
        const line = lineOf(rankings[which]!);
        if (
          isFirst(
            ranking.ranked.map(({ name }) => name),
            cause,
          )
        )
          line.first[index]! += 1;
        line.noise[index]! += ranking.ranked.filter(
          ({ name, score }) => score > ranking.notable && !isOfCause(name, cause.truth),
        ).length;
      });
    }
    console.error(`${cause.name}: done`);
  }
  await store.close();
  const percent = (count: number) => `${Math.round((100 * count) / draws)} %`;
  console.log(`| cause | ${rankings.join(' | ')} |\n|---|${rankings.map(() => '---').join('|')}|`);
  for (const [index, cause] of causes.entries()) {
    const cells = rankings.map((name) => {
      const { first, noise } = lines.get(name)!;
      const found = cause.truth.length === 0 ? '' : `${percent(first[index]!)}, `;
      return `${found}${(noise[index]! / draws).toFixed(1)}`;
    });
    console.log(`| ${cause.name} | ${cells.join(' | ')} |`);
  }
}

void main(Number(process.argv[2] ?? 20), Number(process.argv[3] ?? 1), process.argv[4] ?? '');
