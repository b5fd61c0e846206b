/** Under this name goes what is sent to a channel without any route saying so. */
export const BESIDES_ROUTES = 'incident';
/** Under this one goes what the routes would send nowhere but to the channel that it is about. */
export const BY_DEFAULT = 'default';
/** The same, of a card that the channel refused to show before; no route can have such a name. */
export const SHOWN_AGAIN = 'incident again';
