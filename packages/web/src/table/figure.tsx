import type { ReactNode } from 'react';
import './detail-page.css';

/** One number of a thing with its name above, inside `<dl className="figures">`. */
export const Figure = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt className="small muted">{name}</dt>
    <dd className="medium">{children}</dd>
  </div>
);
