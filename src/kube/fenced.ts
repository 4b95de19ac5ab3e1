import { DecoratorHandler, type Dispatcher } from 'undici';
import type { Fence } from '../runtime/fence.ts';

/** The request was not sent: this process may not write now. */
export class FenceClosed extends Error {}

/**
 * Asks the fence before each write. undici calls `onRequestStart` right before it puts the first byte on the socket
 * (client-h1.js, writeH1), so that neither the wait for a free connection nor that for a new one comes between.
 */
export const fenced =
  (fence: Fence): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) =>
    dispatch(options, options.method === 'GET' ? handler : new FencedHandler(fence, handler));

class FencedHandler extends DecoratorHandler {
  readonly #fence: Fence;
  readonly #handler: Dispatcher.DispatchHandler;

  constructor(fence: Fence, handler: Dispatcher.DispatchHandler) {
    super(handler);
    this.#fence = fence;
    this.#handler = handler;
  }

  onRequestStart(...start: Parameters<NonNullable<Dispatcher.DispatchHandler['onRequestStart']>>): void {
    if (!this.#fence.isOpen) throw new FenceClosed();
    this.#handler.onRequestStart?.(...start);
  }
}
