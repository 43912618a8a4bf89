export { tracePageSearch } from '../trace/view/trace-view.ts';
