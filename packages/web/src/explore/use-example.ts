import { useNavigate } from '@tanstack/react-router';
import type { ExampleRequest } from '@tracebin/model';
import { useState } from 'react';
import { askExample } from '../api/question.ts';

/** Opens one trace behind a point; where there is none, says so. */
export function useExample(bin: string): { open: (request: ExampleRequest) => void; notice: string } {
  const navigate = useNavigate();
  const [notice, setNotice] = useState('');
  const open = (request: ExampleRequest) => {
    setNotice('');
    askExample(bin, request)
      .then(({ example }) => {
        if (example === null) {
          setNotice('No event there belongs to a trace.');
          return;
        }
        void navigate({
          to: '/b/$bin/traces/$traceId',
          params: { bin, traceId: example.traceId },
          search: example.spanId === '' ? {} : { span: example.spanId },
        });
      })
      .catch((error: unknown) => setNotice(error instanceof Error ? error.message : String(error)));
  };
  return { open, notice };
}
