exports.prices = { tea: 3, cake: 5 };
