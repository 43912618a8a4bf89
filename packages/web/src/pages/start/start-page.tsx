import { PlainFrame } from '../../shell/plain-frame.tsx';
export function StartPage() {
  return <PlainFrame>start</PlainFrame>;
}
