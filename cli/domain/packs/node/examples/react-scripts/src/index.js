console.log("front");
