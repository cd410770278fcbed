public class ShopContext : DbContext { }
