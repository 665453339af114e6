"""The queue, what is done with a mention, who said it; and the settings of brands and accounts."""
