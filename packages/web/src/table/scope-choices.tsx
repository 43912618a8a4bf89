import { useQuery } from '@tanstack/react-query';
import type { ChoicesSearch } from '@tracebin/model';
import { useState } from 'react';
import { choicesQuery } from '../api/load-queries.ts';
import { ChoiceFilter } from '../controls/choice-filter.tsx';
import { pick } from './pick.ts';

interface Scope {
  service?: string | undefined;
  environment?: string | undefined;
}

interface ScopeChoicesProps {
  bin: string;
  /** Where they are looked for. */
  range: ChoicesSearch;
  scope: Scope;
  /** What there was to choose from when the page was asked for. */
  choices: { services?: readonly string[]; environments?: readonly string[] } | undefined;
  /** The services are all there can be, as of one statement: none comes by itself. */
  isFixed?: true;
  change: (change: Scope) => void;
}

/** Of which service and environment a page tells; environments only where senders name any. */
export function ScopeChoices({ bin, range, scope, choices, isFixed, change }: ScopeChoicesProps) {
  const [isWanted, setWanted] = useState(false);
  // A page may be open for hours, and services come in between: who opens a list sees those of now.
  const { data: now, refetch } = useQuery({
    ...choicesQuery(bin, pick(range, ['from', 'to'])),
    enabled: isWanted,
    staleTime: 0,
  });
  const opened = () => (isWanted ? void refetch() : setWanted(true));
  const environments = together(choices?.environments, now?.environments);
  return (
    <>
      {choices?.services !== undefined && (
        <ChoiceFilter
          label="service"
          value={scope.service}
          choices={isFixed ? choices.services : together(choices.services, now?.services)}
          choose={(service) => change({ service })}
          opened={opened}
        />
      )}
      {(environments.length > 0 || scope.environment !== undefined) && (
        <ChoiceFilter
          label="environment"
          value={scope.environment}
          choices={environments}
          choose={(environment) => change({ environment })}
          opened={opened}
        />
      )}
    </>
  );
}

const together = (some: readonly string[] = [], others: readonly string[] = []): string[] =>
  [...new Set([...some, ...others])].sort();
