import { ChoiceFilter } from '../controls/choice-filter.tsx';

interface Scope {
  service?: string | undefined;
  environment?: string | undefined;
}

interface ScopeChoicesProps {
  scope: Scope;
  /** What there is to choose from. */
  choices: { services?: readonly string[]; environments?: readonly string[] } | undefined;
  change: (change: Scope) => void;
}

/** Of which service and environment a page tells; environments only where senders name any. */
export function ScopeChoices({ scope, choices, change }: ScopeChoicesProps) {
  const environments = choices?.environments ?? [];
  return (
    <>
      {choices?.services !== undefined && (
        <ChoiceFilter
          label="service"
          value={scope.service}
          choices={choices.services}
          choose={(service) => change({ service })}
        />
      )}
      {(environments.length > 0 || scope.environment !== undefined) && (
        <ChoiceFilter
          label="environment"
          value={scope.environment}
          choices={environments}
          choose={(environment) => change({ environment })}
        />
      )}
    </>
  );
}
