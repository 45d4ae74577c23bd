"""The words of the product as plain, frozen data and pure functions; standard library only."""
