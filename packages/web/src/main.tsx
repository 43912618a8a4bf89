import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import './design/index.css';
import './shell/shell.css';
import { router } from './router.tsx';
import { startCutTitles } from './shell/cut-titles.ts';
import { startKeys } from './shell/keys.ts';
import { startTheme } from './shell/theme.ts';

startTheme();
startKeys();
startCutTitles();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
