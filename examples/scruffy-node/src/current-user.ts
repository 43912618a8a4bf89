import type { NextFunction, Request, Response } from 'express';
import type { Database } from './db/database.ts';
import { describeRequest } from './request-span.ts';

export interface User {
  id: number;
  name: string;
  role: 'traffic-manager' | 'sales' | 'producer';
}

/**
 * Who is asking. The company's single sign-on stands in front of Scruffy and passes the user's number on in a
 * header; a request without it comes from a screen in the hallway and may only read.
 */
export function currentUser(db: Database) {
  return async function findUser(request: Request, response: Response, next: NextFunction): Promise<void> {
    const id = Number(request.get('x-scruffy-user'));
    if (Number.isSafeInteger(id) && id > 0) {
      const { rows } = await db.query<User>('SELECT id, name, role FROM users WHERE id = $1', [id]);
      response.locals.user = rows[0];
      if (rows[0]) describeRequest(request, { 'user.id': String(id), 'user.role': rows[0].role });
    }
    next();
  };
}
