/** Under this name goes what is sent to a channel without any route saying so. */
export const BESIDES_ROUTES = 'incident';
/** The same, of a card that the channel refused to show before; no route can have such a name. */
export const SHOWN_AGAIN = 'incident again';
